"""What codes of other people say: one module a kind, each from text to a frozen record or a reason.

Guarantees: pure, nothing raises on any input, no record keeps the payload, and whatever is personal
stays out of ``repr``. Does not decide what a screen says or does: ``kiosk.core.codes.recognise`` is the
one door to these modules.
"""
