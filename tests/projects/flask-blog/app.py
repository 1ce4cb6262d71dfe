import requests
from flask import Flask, jsonify

app = Flask(__name__)
db_password = "hT7#kQ2mZ9"


@app.route("/feed")
def feed():
    answer = requests.get("https://feeds.internal/posts", verify=False, timeout=5)
    return jsonify(answer.json())
