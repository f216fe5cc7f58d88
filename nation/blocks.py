"""The country's books, block by block: each is made alone, in any order, by any process."""

from nation.growth import Growth
from nation.profile import Profile
from nation.seeds import SEEDS
from nation.world import CAP, Block


def block(profile: Profile, seed: int, number: int) -> Block:
    """The block with this number: nothing else decides what is in it."""
    growth = Growth(profile, seed, number)
    for _ in range(growth.rates.works_a_block):
        SEEDS[growth.rates.seeds.draw(growth.chance)](growth)
    if max(len(growth.works), len(growth.expressions), len(growth.manifestations)) > CAP:
        raise ValueError(f"block {number} is too full: let works_a_block be less in the profile")
    return Block(
        number, tuple(growth.works), tuple(growth.expressions), tuple(growth.manifestations)
    )
