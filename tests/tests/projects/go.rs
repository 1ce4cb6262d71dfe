//! net/http, gin, echo, fiber, chi.

use super::{LIMIT, check};

const MODULE: &str = "module example.org/shop\n\ngo 1.21\n";

#[test]
fn gin_in_packages() {
    let main = "package main

import (
	\"github.com/gin-gonic/gin\"

	\"example.org/shop/api\"
)

func main() {
	r := gin.New()
	api.Register(r)
	r.Run()
}
";
    let api = "package api

import \"github.com/gin-gonic/gin\"

func Register(engine *gin.Engine) {
	v1 := engine.Group(\"/v1\")
	orders(v1)
}
";
    let orders = "package api

import \"github.com/gin-gonic/gin\"

func orders(group *gin.RouterGroup) {
	group.GET(\"/orders\", list)
}
";
    let files =
        [("go.mod", MODULE), ("main.go", main), ("api/api.go", api), ("api/orders.go", orders)];
    let used = main.replace("\tapi.Reg", "\tr.Use(limits.New())\n\tapi.Reg");
    let used = used.replace("limits.New()", "rateLimiter(10)");
    let group = api.replace("engine.Group(\"/v1\")", "engine.Group(\"/v1\", throttle)");
    let inner = orders.replace("\tgroup", "\tgroup.Use(gate())\n\tgroup");
    let gate = "package api

import \"golang.org/x/time/rate\"

func gate() gin.HandlerFunc {
	limiter := rate.NewLimiter(1, 5)
	return func(c *gin.Context) {
		limiter.Wait(c)
	}
}
";
    check(
        LIMIT,
        &files,
        &["main.go:10"],
        &[
            &[("main.go", &used)],
            &[("api/api.go", &group)],
            &[("api/orders.go", &inner), ("api/gate.go", gate)],
        ],
    );
}

#[test]
fn routes_that_nobody_serves_are_a_library_s() {
    let api = "package api

import \"github.com/gin-gonic/gin\"

func Routes() *gin.Engine {
	r := gin.New()
	r.GET(\"/orders\", list)
	return r
}
";
    let main = "package main

import \"example.org/shop/api\"

func main() {
	r := api.Routes()
	r.Run()
}
";
    check(LIMIT, &[("go.mod", MODULE), ("api/api.go", api)], &[], &[]);
    let files = [("go.mod", MODULE), ("api/api.go", api), ("main.go", main)];
    check(LIMIT, &files, &["api/api.go:6"], &[]);
}

#[test]
fn chi_echo_fiber() {
    let chi = "package main

import (
	\"net/http\"

	\"github.com/go-chi/chi/v5\"
)

func main() {
	r := chi.NewRouter()
	r.Route(\"/orders\", func(r chi.Router) {
		r.Get(\"/\", list)
	})
	http.ListenAndServe(\":80\", r)
}
";
    let inner =
        chi.replace("\t\tr.Get", "\t\tr.Use(httprate.LimitByIP(3, time.Minute))\n\t\tr.Get");
    let with = chi.replace("r.Get(", "r.With(limiter).Get(");
    let wrapped = chi.replace("\":80\", r", "\":80\", tollbooth.LimitHandler(l, r)");
    check(
        LIMIT,
        &[("main.go", chi)],
        &["main.go:10"],
        &[&[("main.go", &inner)], &[("main.go", &with)], &[("main.go", &wrapped)]],
    );
    let echo = "package main

import \"github.com/labstack/echo/v4\"

type Server struct {
	router *echo.Echo
}

func (s *Server) routes() {
	s.router.GET(\"/orders\", s.list)
}

func main() {
	s := &Server{}
	s.router = echo.New()
	s.routes()
	s.router.Start(\":80\")
}
";
    let limited =
        echo.replace("\ts.routes()", "\ts.router.Use(middleware.RateLimiter(store))\n\ts.routes()");
    check(LIMIT, &[("main.go", echo)], &["main.go:15"], &[&[("main.go", &limited)]]);
    let fiber = "package main

import \"github.com/gofiber/fiber/v2\"

func main() {
	app := fiber.New()
	app.Get(\"/orders\", list)
	app.Listen(\":80\")
}
";
    let limited = fiber.replace("\tapp.Get", "\tapp.Use(limiter.New())\n\tapp.Get");
    check(LIMIT, &[("main.go", fiber)], &["main.go:6"], &[&[("main.go", &limited)]]);
}

#[test]
fn the_router_of_the_standard_library() {
    let main = "package main

import \"net/http\"

func main() {
	routes()
	http.ListenAndServe(\":80\", nil)
}
";
    let routes = "package main

import \"net/http\"

func routes() {
	http.HandleFunc(\"/orders\", orders)
}

func orders(w http.ResponseWriter, r *http.Request) {
	w.Write(nil)
}
";
    let files = [("main.go", main), ("routes.go", routes)];
    let limited =
        routes.replace("\tw.Write", "\tif !limiter.Allow() {\n\t\treturn\n\t}\n\tw.Write");
    check(LIMIT, &files, &["main.go:7"], &[&[("routes.go", &limited)]]);
    let mux = "package main

import \"net/http\"

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc(\"/orders\", orders)
	server := &http.Server{Addr: \":80\", Handler: mux}
	server.ListenAndServe()
}
";
    let limited = mux.replace("Handler: mux", "Handler: limit(mux)");
    let limit = "package main

import \"golang.org/x/time/rate\"

var bucket = rate.NewLimiter(1, 2)

func limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if bucket.Allow() {
			next.ServeHTTP(w, r)
		}
	})
}
";
    check(
        LIMIT,
        &[("main.go", mux)],
        &["main.go:6"],
        &[&[("main.go", &limited), ("limit.go", limit)]],
    );
}
