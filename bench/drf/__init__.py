"""The field's way, to compare with: Django REST framework and django-filter over the same tables, as their users write it.

ModelSerializers and ModelViewSets over models with relations; a POST validates, and writes the row, an audit record and an
event in one transaction. Each list is there twice: *plain*, as it comes, and *tuned*, with everything fetched along
(`select_related`, `prefetch_related`). It checks the same token, whose client may do everything. Only a JSON renderer, no
filter by rights, no camelCase: less work than ours does.
"""

from __future__ import annotations
