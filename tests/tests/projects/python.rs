//! Flask, FastAPI, Django, aiohttp.

use super::{LIMIT, check};

#[test]
fn flask_with_blueprints() {
    let init = "from flask import Flask
from .extensions import db


def create_app():
    app = Flask(__name__)
    db.init_app(app)
    from .orders import pages
    app.register_blueprint(pages, url_prefix=\"/orders\")
    return app
";
    let extensions = "from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()
";
    let orders = "from flask import Blueprint

pages = Blueprint(\"orders\", __name__)


@pages.route(\"/\")
def show():
    return []
";
    let files = [
        ("shop/__init__.py", init),
        ("shop/extensions.py", extensions),
        ("shop/orders.py", orders),
    ];
    let guard = "from flask_limiter import Limiter

db = Limiter(key, default_limits=[\"9 per minute\"])
";
    let hook = orders.replace(
        "@pages.route",
        "@pages.before_request\ndef slow():\n    limiter.check()\n\n\n@pages.route",
    );
    check(
        LIMIT,
        &files,
        &["shop/__init__.py:6"],
        &[&[("shop/extensions.py", guard)], &[("shop/orders.py", &hook)]],
    );
}

#[test]
fn flask_with_a_package_that_gives_its_blueprint_to_its_modules() {
    let app = "from flask import Flask
from main import bp

app = Flask(__name__)
app.register_blueprint(bp)
";
    let init = "from flask import Blueprint

bp = Blueprint(\"main\", __name__)

from main import routes
";
    let routes = "from flask import render_template
from main import bp


@bp.route(\"/\")
def index():
    return render_template(\"index.html\")
";
    let files = [("app.py", app), ("main/__init__.py", init), ("main/routes.py", routes)];
    let limited = routes.replace("def index", "@limiter.limit(\"3/minute\")\ndef index");
    check(LIMIT, &files, &["app.py:4"], &[&[("main/routes.py", &limited)]]);
}

#[test]
fn fastapi_with_routers() {
    let main = "from fastapi import FastAPI
from .routers import orders, users

app = FastAPI()
app.include_router(orders.router)
app.include_router(users.router, prefix=\"/users\")
";
    let router = "from fastapi import APIRouter

router = APIRouter()


@router.get(\"/\")
async def show():
    return []
";
    let files = [
        ("api/__init__.py", ""),
        ("api/main.py", main),
        ("api/routers/__init__.py", ""),
        ("api/routers/orders.py", router),
        ("api/routers/users.py", router),
    ];
    let included = main
        .replace("orders.router)", "orders.router, dependencies=[Depends(RateLimiter(times=3))])");
    let middleware = main.replace("app.inc", "app.add_middleware(SlowAPIMiddleware)\napp.inc");
    let own =
        router.replace("APIRouter()", "APIRouter(dependencies=[Depends(RateLimiter(times=3))])");
    check(
        LIMIT,
        &files,
        &["api/main.py:4"],
        &[
            &[("api/main.py", &included)],
            &[("api/main.py", &middleware)],
            &[("api/routers/users.py", &own)],
        ],
    );
}

#[test]
fn django_with_settings_and_urls() {
    let settings = "MIDDLEWARE = [
    \"django.middleware.security.SecurityMiddleware\",
]
ROOT_URLCONF = \"site.urls\"
";
    let urls = "from django.urls import include, path

urlpatterns = [
    path(\"shop/\", include(\"shop.urls\")),
]
";
    let shop = "from django.urls import path
from . import views

urlpatterns = [
    path(\"orders/\", views.orders),
]
";
    let views = "def orders(request):
    return answer(request)
";
    let files = [
        ("site/settings.py", settings),
        ("site/urls.py", urls),
        ("shop/urls.py", shop),
        ("shop/views.py", views),
    ];
    let middleware = settings.replace(
        "MIDDLEWARE = [",
        "MIDDLEWARE = [\n    \"django_ratelimit.middleware.RatelimitMiddleware\",",
    );
    let rest = format!(
        "{settings}REST_FRAMEWORK = {{\n    \"DEFAULT_THROTTLE_CLASSES\": [\"rest_framework.throttling.AnonRateThrottle\"],\n}}\n"
    );
    let decorated = format!("@ratelimit(key=\"ip\", rate=\"5/m\")\n{views}");
    check(
        LIMIT,
        &files,
        &["site/settings.py:4"],
        &[
            &[("site/settings.py", &middleware)],
            &[("site/settings.py", &rest)],
            &[("shop/views.py", &decorated)],
        ],
    );
}

#[test]
fn aiohttp_with_tables() {
    let main = "from aiohttp import web
from orders import routes

app = web.Application()
app.add_routes(routes)
web.run_app(app)
";
    let orders = "from aiohttp import web

routes = web.RouteTableDef()


@routes.get(\"/orders\")
async def show(request):
    return web.json_response([])
";
    let files = [("main.py", main), ("orders.py", orders)];
    let limited = main.replace("Application()", "Application(middlewares=[throttled])");
    check(LIMIT, &files, &["main.py:4"], &[&[("main.py", &limited)]]);
}
