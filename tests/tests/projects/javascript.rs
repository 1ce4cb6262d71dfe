//! Express, Koa, Fastify, Hono, NestJS.

use super::{LIMIT, check, folder, found_with};

const APP: &str = "const express = require('express');
const app = express();
app.use('/orders', require('./routes/orders'));
app.use('/users', require('./routes/users'));
app.listen(3000);
";

const ORDERS: &str = "const router = require('express').Router();
router.get('/', (req, res) => res.json([]));
router.post('/', (req, res) => res.json({}));
module.exports = router;
";

const USERS: &str = "const { Router } = require('express');
const { list } = require('../controllers/users');
const router = Router();
router.get('/:id', list);
exports = module.exports = router;
";

#[test]
fn express_in_pieces() {
    let files = [("app.js", APP), ("routes/orders.js", ORDERS), ("routes/users.js", USERS)];
    let project = folder(&files);
    let found = found_with(project.path(), LIMIT, &[]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("app.js:2 "), "{found:?}");
    for route in ["GET /orders (routes/orders.js)", "POST /orders (routes/orders.js)"] {
        assert!(found[0].contains(route), "{found:?}");
    }
    let limiter = "const rateLimit = require('express-rate-limit');
module.exports = rateLimit({ windowMs: 60000, max: 100 });
";
    let with = |line: &str| APP.replace("app.use('/orders'", &format!("{line}\napp.use('/orders'"));
    check(
        LIMIT,
        &files,
        &["app.js:2"],
        &[
            // A name that says nothing; what it is stands in another file.
            &[("app.js", &with("app.use(require('./gate'));")), ("gate.js", limiter)],
            &[("app.js", &with("const gate = require('./gate');\napp.use(gate);"))],
            // On the way, at a router, at a route.
            &[("app.js", &APP.replace("'/orders', ", "'/orders', require('./gate'), "))],
            &[(
                "routes/orders.js",
                &ORDERS.replace(
                    "router.get('/', ",
                    "router.use(require('../gate'));\nrouter.get('/', ",
                ),
            )],
            &[("routes/users.js", &USERS.replace("list);", "require('../gate'), list);"))],
        ],
    );
}

#[test]
fn what_is_no_limiter_and_what_comes_too_late() {
    let late = APP.replace("app.listen", "app.use(rateLimit({ max: 10 }));\napp.listen");
    let other = APP.replace("app.use('/orders'", "app.use(require('./gate'));\napp.use('/orders'");
    let gate = "module.exports = (req, res, next) => next();\n";
    for (app, gate) in [(late.as_str(), ""), (other.as_str(), gate)] {
        let files = [
            ("app.js", app),
            ("gate.js", gate),
            ("routes/orders.js", ORDERS),
            ("routes/users.js", USERS),
        ];
        check(LIMIT, &files, &["app.js:2"], &[]);
    }
}

#[test]
fn the_application_is_handed_around() {
    let server = "import express from 'express';
import { register } from './routes/index.js';

const app = express();
register(app);
export default app;
";
    let index = "import * as orders from './orders';
export function register(application) {
  orders.add(application);
}
";
    let orders = "export const add = (server) => {
  server.get('/orders', (req, res) => res.json([]));
};
";
    let files = [("server.ts", server), ("routes/index.ts", index), ("routes/orders.ts", orders)];
    let limited = index.replace("  orders", "  application.use(rateLimit({ max: 3 }));\n  orders");
    check(LIMIT, &files, &["server.ts:4"], &[&[("routes/index.ts", &limited)]]);
}

#[test]
fn koa_fastify_hono() {
    let koa = "const Koa = require('koa');
const orders = require('./orders');
const app = new Koa();
app.use(orders.routes());
app.listen(3000);
";
    let orders = "const Router = require('@koa/router');
const router = new Router();
router.get('/orders', list);
module.exports = router;
";
    let limited = koa.replace("app.use(", "app.use(ratelimit({ max: 3 }));\napp.use(");
    let files = [("app.js", koa), ("orders.js", orders)];
    check(LIMIT, &files, &["app.js:3"], &[&[("app.js", &limited)]]);

    let fastify = "import Fastify from 'fastify';
import orders from './orders.js';
const app = Fastify();
app.register(orders, { prefix: '/orders' });
";
    let orders = "export default async function orders(instance, options) {
  instance.get('/', async () => []);
}
";
    let limited = fastify.replace(
        "app.reg",
        "await app.register(import('@fastify/rate-limit'), { max: 3 });\napp.reg",
    );
    let limited = limited.replace("import('@fastify/rate-limit')", "rateLimit");
    let own = orders.replace("'/', ", "'/', { config: { rateLimit: { max: 3 } } }, ");
    let files = [("app.js", fastify), ("orders.js", orders)];
    check(LIMIT, &files, &["app.js:3"], &[&[("app.js", &limited)], &[("orders.js", &own)]]);

    let hono = "import { Hono } from 'hono';
import { orders } from './orders';
const app = new Hono();
app.route('/orders', orders);
export default app;
";
    let orders = "import { Hono } from 'hono';
export const orders = new Hono();
orders.get('/', (c) => c.json([]));
";
    let limited = hono.replace("app.route", "app.use(rateLimiter({ limit: 3 }));\napp.route");
    let files = [("app.ts", hono), ("orders.ts", orders)];
    check(LIMIT, &files, &["app.ts:3"], &[&[("app.ts", &limited)]]);
}

#[test]
fn nest() {
    let main = "import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';

async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  await app.listen(3000);
}
bootstrap();
";
    let module = "import { Module } from '@nestjs/common';
import { OrdersController } from './orders.controller';

@Module({
  imports: [],
  controllers: [OrdersController],
})
export class AppModule {}
";
    let controller = "import { Controller, Get } from '@nestjs/common';

@Controller('/orders')
export class OrdersController {
  @Get()
  list() {
    return [];
  }
}
";
    let files = [
        ("src/main.ts", main),
        ("src/app.module.ts", module),
        ("src/orders.controller.ts", controller),
    ];
    let limited =
        module.replace("imports: []", "imports: [ThrottlerModule.forRoot([{ limit: 10 }])]");
    let own = controller.replace("  @Get()", "  @Throttle({ default: { limit: 3 } })\n  @Get()");
    check(
        LIMIT,
        &files,
        &["src/main.ts:5"],
        &[&[("src/app.module.ts", &limited)], &[("src/orders.controller.ts", &own)]],
    );
}
