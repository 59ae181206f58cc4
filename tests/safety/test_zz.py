import cProfile
import pstats

from tests.safety.test_leaks import *


def test_p(world):
    data, never = planted("norfolk")
    child = world.bring_in("norfolk", data)
    world.publish(child)
    b = world.join(child, "mum", never=never["mum"])
    write_and_share(b, "x")
    p = cProfile.Profile()
    p.enable()
    c = crawl_all(b, world, ("aa", "bb"))
    p.disable()
    print(len(c.seen), len(c.known))
    pstats.Stats(p).sort_stats("cumtime").print_stats(45)
    assert 0
