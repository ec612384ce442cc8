"""`replace` gives what `dataclasses.replace` gives."""

import dataclasses

import pytest

from zerohour.spec.orders import Status, TransferOrder
from zerohour.spec.records import replace


def test_replaced_record_is_the_same_but_for_what_is_said() -> None:
    order = TransferOrder(payer="A", amount=5)
    changed = replace(order, status=Status.ENTERED, block=1)
    assert changed == dataclasses.replace(order, status=Status.ENTERED, block=1)
    assert hash(changed) == hash(dataclasses.replace(order, status=Status.ENTERED, block=1))
    assert order == TransferOrder(payer="A", amount=5)
    with pytest.raises(dataclasses.FrozenInstanceError):
        changed.amount = 6  # type: ignore[misc]


def test_field_that_there_is_not_is_an_error() -> None:
    with pytest.raises(TypeError, match="TransferOrder has no field 'colour'"):
        replace(TransferOrder(), colour="red")  # type: ignore[call-arg]
