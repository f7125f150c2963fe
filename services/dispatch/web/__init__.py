"""The door for people: contractors and contracts, work orders, photos."""

from . import amendments, contracts, orders, owner_terms, photos, warranty

routers = (
    contracts.router,
    amendments.router,
    owner_terms.router,
    warranty.router,
    orders.router,
    photos.router,
)
