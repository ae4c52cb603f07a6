"""The default weights of check-worthiness, made by `python -m benchmarks.quality.train_check_worthiness`.

Trained on the English sentences of CheckThat! 2024 task 1 (debates, labelled by ClaimBuster), which are not part of
this repository, with words of like meaning by WordLlama's vectors. ``check_weights.bin`` holds the learned weights of
words and pairs, in units of ``SCALE``.
"""

BIAS = -1.760
SCALE = 0.178114
THRESHOLD = 0.28
OF_REASON = {
    "number": 0.483,
    "share": 0.557,
    "money": 0.135,
    "comparison": 0.137,
    "change": 0.133,
    "superlative": 0.206,
    "date": 0.253,
    "named-body": 0.291,
    "cause-and-effect": 0.127,
    "quoted-speech": 0.451,
    "record": 0.319,
    "past": 0.387,
    "so-far": 0.151,
    "state-of-things": 0.156,
    "public-matter": 0.258,
    "groups-of-people": 0.045,
    "third-person": 0.226,
    "long-sentence": 0.500,
    "short-sentence": -0.766,
    "prediction": -0.213,
    "intention": -0.193,
    "opinion": -0.211,
    "demand": -0.313,
    "question": -0.101,
    "personal-experience": -0.171,
    "address": 0.017,
    "condition": -0.228,
    "wording": 1.167,
}
