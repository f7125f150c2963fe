"""The door for people: contractors and contracts, work orders, photos."""

from . import contracts, orders, photos

routers = (contracts.router, orders.router, photos.router)
