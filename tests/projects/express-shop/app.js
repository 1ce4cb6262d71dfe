const https = require('https');
const express = require('express');
const jwt = require('jsonwebtoken');

const app = express();
const apiKey = "sk_live_1234567890abcdefg";

// The warehouse still has its old certificate.
const warehouse = new https.Agent({
  keepAlive: true,
  rejectUnauthorized: false
});

app.get('/orders', (req, res) => {
  const token = req.get('authorization');
  try {
    const user = jwt.verify(token, process.env.JWT_SECRET, { algorithms: ['HS256'] });
    res.json({ user: user.sub, orders: [] });
  } catch (err) {
    res.status(401).end();
  }
});

module.exports = { app, apiKey, warehouse };
