package main

import (
	"html/template"
	"io"
	"log"
	"net/http"
)

func forward(w http.ResponseWriter, r *http.Request) {
	target := r.URL.Query().Get("target")
	answer, err := http.Get(target)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer answer.Body.Close()
	w.Header().Set("Access-Control-Allow-Origin", "*")
	_, _ = io.Copy(w, answer.Body)
}

func greet(w http.ResponseWriter, r *http.Request) {
	page := template.Must(template.New("page").Parse("<p>{{.}}</p>"))
	log.Printf("greeting %s", r.FormValue("name"))
	_ = page.Execute(w, template.HTML(r.FormValue("name")))
}

func serve() error {
	http.HandleFunc("/forward", forward)
	http.HandleFunc("/greet", greet)
	return http.ListenAndServe(":8080", nil)
}
