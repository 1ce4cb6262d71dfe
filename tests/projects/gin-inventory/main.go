package main

import (
	"crypto/tls"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/golang-jwt/jwt/v5"
)

func sign(claims jwt.MapClaims) (string, error) {
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, claims)
	return token.SignedString([]byte("nV7mQ2xL9wRt"))
}

func server(handler http.Handler) *http.Server {
	return &http.Server{
		Addr:      ":8443",
		Handler:   handler,
		TLSConfig: &tls.Config{MinVersion: tls.VersionTLS10},
	}
}

func main() {
	router := gin.Default()
	router.GET("/items", func(c *gin.Context) {
		c.JSON(http.StatusOK, gin.H{"items": []string{}})
	})
	_ = server(router).ListenAndServeTLS("server.pem", "server.key")
}
