"""Who finds the candidates: the embedded index, or an engine beyond this process.

A finder proposes rows, and nothing more. Whoever asks rescores them with the snapshot's own vectors and puts
them in order, so that an answer does not depend on who found its candidates.
"""

from typing import Protocol

import numpy as np

from embeddings.index.eligible import Eligible, Rows
from embeddings.similarity.space import Vectors


class LanguageFinder(Protocol):
    def may_be_nearest(self, question: Vectors, language: int, *, least: int = 0) -> Rows:
        """The rows of one language among which its nearest are, in no order.

        question: a unit vector, shape (dim,).  language: its number.  least: how many to give at least, or
        all where the language has fewer.
        """
        ...


class Finder(LanguageFinder, Protocol):
    def may_be_nearest(
        self, question: Vectors, language: int, *, least: int = 0, among: Eligible | None = None
    ) -> Rows:
        """The same. among: those rows of the language that may be given (all when None), whose condition need
        only tell them from other rows of that language.
        """
        ...

    def propose(self, query: Vectors, n: int) -> tuple[Vectors, Rows]:
        """About the n rows with the highest inner product, the highest first, each once.

        query: a unit vector, shape (dim,).  n: no more than there are rows.
        Returns the products as float32 makes them, to about 1e-6, and the rows, each of shape (n,).
        """
        ...


def highest(products: Vectors, n: int) -> Rows:
    """The places of the n highest products, the highest first; of equal ones the first."""
    if n < len(products):
        least = np.partition(products, len(products) - n)[len(products) - n]
        places = np.flatnonzero(products >= least)
    else:
        places = np.arange(len(products))
    order: Rows = places[np.argsort(-products[places], kind="stable")][:n]
    return order
