"""What Documenten does in the background: remove content that no document refers to."""

from __future__ import annotations

from procrastinate.contrib.django import app

from raadhuis.components.documenten import api
from raadhuis.kernel import clock


@app.periodic(cron="23 * * * *")
@app.task(name="documenten.ruim_op", queueing_lock="documenten.ruim_op", pass_context=False)
def ruim_op(timestamp: int) -> None:
    """Every hour: content that a crash left behind between the file and its row."""
    api.sweep(at=clock.now())
