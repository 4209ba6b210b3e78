"""A small shop: orders, receipts, postage and a catalogue service."""
