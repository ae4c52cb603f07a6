"""A logistic regression on words and what stands beside them, by L-BFGS: the same every time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize

STEPS = 80  # more change the cross-validated loss no more

Floats = npt.NDArray[np.float64]


def fitted(words: sparse.csr_matrix, beside: Floats, told: Floats, strength: float) -> Floats:
    """Coefficients of ``words``, then of ``beside``; ``told``: of each row its label as 0 or 1, or a probability.

    ``beside`` is dense, for which scikit-learn's solvers have no means beside sparse columns: they take thrice as long.
    """
    columns = words.T.tocsr()
    split = words.shape[1]

    def loss(coefficients: Floats) -> tuple[float, Floats]:
        of_words, of_rest, bias = coefficients[:split], coefficients[split:-1], coefficients[-1]
        z = words @ of_words + beside @ of_rest + bias
        off = 1 / (1 + np.exp(-z)) - told
        slope = np.concatenate([columns @ off, off @ beside, [off.sum()]]) * strength
        slope[:-1] += coefficients[:-1]
        lost = strength * float((np.logaddexp(0, z) - told * z).sum())
        return lost + 0.5 * float(coefficients[:-1] @ coefficients[:-1]), slope

    start = np.zeros(split + beside.shape[1] + 1)
    found: Floats = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x
    return found[:-1]
