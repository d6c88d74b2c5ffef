"""Background jobs that are tried again for ever: 1, 2, 4 .. seconds, at most five minutes apart."""

from __future__ import annotations

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

LONGEST_WAIT = 300


class Forever(BaseRetryStrategy):
    """Never gives up, since what is behind the job (a mail, a zaak) was promised to somebody."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        return RetryDecision(retry_in={"seconds": min(2 ** min(job.attempts, 12), LONGEST_WAIT)})


FOREVER = Forever()
