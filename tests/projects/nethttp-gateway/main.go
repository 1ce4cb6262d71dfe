package main

import (
	"crypto/tls"
	"net/http"
)

var apiSecret = "hT7kQ2mZ9xW4"

func client() *http.Client {
	transport := &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
	}
	return &http.Client{Transport: transport}
}

func main() {
	_ = client()
}
