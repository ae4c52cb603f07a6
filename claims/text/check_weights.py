"""The default weights of check-worthiness, made by `python -m benchmarks.quality.train_check_worthiness`.

Trained on the English sentences of CheckThat! 2024 task 1 (debates, labelled by ClaimBuster), which are not part of
this repository, with words of like meaning by WordLlama's vectors. ``check_weights.bin`` holds the learned weights of
words and pairs, in units of ``SCALE``.
"""

BIAS = -2.056
SCALE = 0.228782
THRESHOLD = 0.29
OF_REASON = {
    "number": 0.692,
    "share": 0.820,
    "money": 0.207,
    "comparison": 0.144,
    "change": 0.160,
    "superlative": 0.217,
    "date": 0.340,
    "named-body": 0.271,
    "cause-and-effect": 0.167,
    "quoted-speech": 0.435,
    "record": 0.400,
    "past": 0.436,
    "so-far": 0.136,
    "state-of-things": 0.143,
    "public-matter": 0.283,
    "groups-of-people": 0.058,
    "third-person": 0.216,
    "long-sentence": 0.516,
    "short-sentence": -0.804,
    "prediction": -0.356,
    "intention": -0.422,
    "opinion": -0.290,
    "demand": -0.544,
    "question": -0.256,
    "personal-experience": -0.276,
    "address": -0.053,
    "condition": -0.190,
    "wording": 1.075,
}
