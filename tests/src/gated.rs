//! An application with its routes and what stands in front of them in files of their own.

/// `app.js`: mounts the others.
pub const APP: &str = "const express = require('express');
const app = express();
app.use(require('./gate'));
app.use('/orders', require('./orders'));
";

/// `orders.js`: the routes.
pub const ORDERS: &str = "const router = require('express').Router();
router.get('/', (req, res) => res.json([]));
module.exports = router;
";

/// `gate.js` that lets everyone through.
pub const OPEN: &str = "module.exports = (req, res, next) => next();\n";

/// `gate.js` that limits rates.
pub const GATE: &str = "const rateLimit = require('express-rate-limit');
module.exports = rateLimit({ max: 100 });
";
