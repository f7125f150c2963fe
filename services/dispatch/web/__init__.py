"""The door for people: contractors, contracts and warranty, work orders and what belongs to them, prices, photos."""

from . import (
    acceptance,
    amendments,
    appointments,
    contractor_records,
    contracts,
    danger,
    estimates,
    faults,
    materials,
    orders,
    owner_terms,
    photos,
    prices,
    quotes,
    returning,
    warranty,
)

routers = (
    contractor_records.router,
    contracts.router,
    amendments.router,
    owner_terms.router,
    warranty.router,
    orders.router,
    acceptance.router,
    danger.router,
    returning.router,
    estimates.router,
    appointments.router,
    materials.router,
    faults.router,
    prices.router,
    quotes.router,
    photos.router,
)
