"""Imported last where runs of `balagh` are forked from: what is there stays, and is not looked through."""

from __future__ import annotations

import gc

gc.freeze()
