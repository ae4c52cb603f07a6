from tests.growth import is_linear


def test_what_grows_by_the_square_is_never_let_through() -> None:
    assert is_linear(lambda size: sum(range(size * 100)), 2_000)
    assert not is_linear(lambda size: [sum(range(size)) for _ in range(size)], 1_000)
