from django.urls import path

from loans import views

urlpatterns = [
    path("search", views.search),
    path("loans/import", views.import_loans),
    path("covers", views.cover),
]
