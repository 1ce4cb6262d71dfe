import hashlib
import subprocess

import requests
import yaml
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt


def search(request):
    title = request.GET["title"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM book WHERE title = '%s'" % title)
        rows = cursor.fetchall()
    return JsonResponse({"books": [row[0] for row in rows]})


@csrf_exempt
def import_loans(request):
    loans = yaml.load(request.body, Loader=yaml.Loader)
    return JsonResponse({"imported": len(loans)})


def cover(request):
    isbn = request.GET.get("isbn", "")
    key = hashlib.md5(isbn.encode()).hexdigest()
    subprocess.run("convert covers/" + isbn + ".png out.png", shell=True, check=True)
    answer = requests.get("https://covers.internal/" + key, verify=False)
    return HttpResponse(answer.content, content_type="image/png")


def back(request):
    return redirect(request.GET["next"])
