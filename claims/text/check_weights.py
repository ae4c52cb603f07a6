"""The default weights of check-worthiness, made by `python -m benchmarks.quality.train_check_worthiness`.

Trained on the English sentences of CheckThat! 2024 task 1 (debates, labelled by ClaimBuster), which are not part of
this repository. ``check_weights.bin`` holds the learned weights of words and pairs, in units of ``SCALE``.
"""

BIAS = -1.974
SCALE = 0.0953842
THRESHOLD = 0.28
OF_REASON = {
    "number": 0.710,
    "share": 0.906,
    "money": 0.367,
    "comparison": 0.146,
    "change": 0.206,
    "superlative": 0.218,
    "date": 0.272,
    "named-body": 0.299,
    "cause-and-effect": 0.211,
    "quoted-speech": 0.482,
    "record": 0.526,
    "past": 0.483,
    "so-far": 0.149,
    "state-of-things": 0.159,
    "public-matter": 0.391,
    "groups-of-people": 0.056,
    "third-person": 0.191,
    "long-sentence": 0.482,
    "short-sentence": -0.788,
    "prediction": -0.363,
    "intention": -0.425,
    "opinion": -0.379,
    "demand": -0.556,
    "question": -0.271,
    "personal-experience": -0.317,
    "address": -0.111,
    "condition": -0.183,
    "wording": 1.139,
}
