"""The door for people: contractors and contracts, work orders and what belongs to them, serious faults, photos."""

from . import (
    acceptance,
    appointments,
    contractor_records,
    contracts,
    danger,
    estimates,
    faults,
    materials,
    orders,
    photos,
    prices,
    quotes,
    returning,
)

routers = (
    contractor_records.router,
    contracts.router,
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
