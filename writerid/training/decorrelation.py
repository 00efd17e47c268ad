"""What the words of one page share in how they vary, and the matrix that takes it out in part."""

from collections.abc import Sequence

import numpy as np

from writerid.pipeline.encoding import DoubleArray


def pooled_covariance(groups: Sequence[DoubleArray]) -> tuple[DoubleArray, int]:
    """Covariance (m, m) of rows around the mean of their group, and its degrees of freedom.

    ``groups``: arrays (n, m), n ≥ 2.
    """
    residuals = [group - group.mean(axis=0) for group in groups]
    freedom = sum(len(group) - 1 for group in residuals)
    stacked = np.concatenate(residuals)
    return stacked.T @ stacked / freedom, freedom


def scaled(covariance: DoubleArray, live: int) -> DoubleArray:
    """The covariance with a trace of ``live``, the number of features that are in use."""
    return np.asarray(covariance / (np.trace(covariance) / max(live, 1)))


def decorrelating(covariance: DoubleArray, share: float) -> DoubleArray:
    """D (m, m) = ((1 − s) I + s C)^−½ for the share s, symmetric.

    s < 1 keeps directions in which the words happened to vary little from being blown up.
    """
    mixed = (1.0 - share) * np.eye(len(covariance)) + share * covariance
    values, vectors = np.linalg.eigh(mixed)
    return np.asarray((vectors / np.sqrt(values)) @ vectors.T)


def covariance_behind(decorrelation: DoubleArray, share: float) -> DoubleArray:
    """C = (D^−2 − (1 − s) I) / s, the covariance that D was made of with a share s above 0."""
    symmetric = (decorrelation + decorrelation.T) / 2.0
    values, vectors = np.linalg.eigh(symmetric)
    inner = (vectors / values**2) @ vectors.T
    return np.asarray((inner - (1.0 - share) * np.eye(len(inner))) / share)
