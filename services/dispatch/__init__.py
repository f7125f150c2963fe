"""Dispatch: contractors, contracts and warranty; work orders, acceptance, take-over by the squad."""
