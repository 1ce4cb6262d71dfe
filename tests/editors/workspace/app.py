import os

import requests

HOST = os.environ["WAREHOUSE_HOST"]


def stock(item: int) -> dict:
    answer = requests.get(f"https://{HOST}/stock/{item}", verify=False, timeout=10)
    answer.raise_for_status()
    return answer.json()
