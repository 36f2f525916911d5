attribution = sum(one ** 2 for one in found) / len(found)
