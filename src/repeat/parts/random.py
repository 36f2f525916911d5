# ⟦The page’s random numbers: SplitMix64 (Steele, Lea & Flood 2014).|Les nombres aléatoires de la page : SplitMix64 (Steele, Lea & Flood 2014).⟧
class Random:
    def __init__(self, seed):
        self.state = numpy.uint64(seed)

    def bits(self, count):
        u64 = numpy.uint64
        z = self.state + numpy.arange(1, count + 1, dtype=u64) * u64(0x9E3779B97F4A7C15)
        self.state = z[-1]
        z = (z ^ (z >> u64(30))) * u64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> u64(27))) * u64(0x94D049BB133111EB)
        return z ^ (z >> u64(31))

    def uniform(self, count):
        return (self.bits(count) >> numpy.uint64(40)).astype("f4") / numpy.float32(1 << 24)

    def below(self, end):
        return (int(self.bits(1)[0]) >> 32) * end >> 32

    def normal(self, count):
        first, second = self.uniform(2 * count).astype("f8").reshape(count, 2).T
        return (numpy.sqrt(-2 * numpy.log(1 - first)) * numpy.cos(2 * numpy.pi * second)).astype("f4")
