"""What registers said about numbers in the network."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from drakentemmers.accounts.known import demand_known
from drakentemmers.accounts.permissions import Permission
from drakentemmers.directory.read.registers import register_page
from drakentemmers.directory.registers import big


@require_safe
def register_list(http: HttpRequest) -> HttpResponse:
    """Numbers about which a register says something else than the network knows."""
    demand_known(http.user, Permission.IMPORT_DIRECTORY)
    context = {"page": register_page(http.GET.get("pagina", "1")), "is_on": big.is_on()}
    return render(http, "directory/registers.html", context)
