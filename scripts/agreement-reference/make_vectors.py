"""Writes the reference vectors of src/core/evaluation/agreement/agreement.test.ts: Cohen's kappa by nltk, nominal alpha by the
krippendorff package. Cases are made of a seed; a value that the packages do not define is null.

    pip install krippendorff==0.9.0 nltk==3.10.4
    python scripts/agreement-reference/make_vectors.py > src/testing/fixtures/agreement/vectors.json
"""

import json
import math
import random
import warnings

import krippendorff
import numpy
from nltk.metrics.agreement import AnnotationTask

warnings.simplefilter("ignore")


def kappa(one, other):
    if set(one) == set(other) and len(set(one)) == 1:
        return None
    items = [("one", i, v) for i, v in enumerate(one)] + [("other", i, v) for i, v in enumerate(other)]
    return AnnotationTask(data=items).kappa()


def alpha(raters, labels):
    codes = {label: code for code, label in enumerate(labels)}
    data = [[numpy.nan if v is None else codes[v] for v in rater] for rater in raters]
    try:
        value = krippendorff.alpha(
            reliability_data=data, level_of_measurement="nominal", value_domain=list(range(len(labels)))
        )
    except (ValueError, AssertionError, ZeroDivisionError):
        return None
    return None if math.isnan(value) else float(value)


def main():
    rng = random.Random(8)
    cases = []
    for _ in range(40):
        labels = ["", "Chemical", "Disease", "Gene"][: rng.randint(2, 4)]
        count = rng.randint(2, 40)
        agreement = rng.random()
        one = [rng.choice(labels) for _ in range(count)]
        other = [v if rng.random() < agreement else rng.choice(labels) for v in one]
        gappy = [[None if rng.random() < 0.2 else v for v in rater] for rater in (one, other, one[::-1])]
        cases.append(
            {
                "one": one,
                "other": other,
                "kappa": kappa(one, other),
                "alpha": alpha([one, other], labels),
                "gappy": gappy,
                "gappyAlpha": alpha(gappy, labels),
            }
        )
    print(json.dumps({"cases": cases}))


if __name__ == "__main__":
    main()
