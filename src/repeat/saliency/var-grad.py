mean = sum(found) / len(found)
attribution = (sum(one ** 2 for one in found) / len(found) - mean ** 2).clamp(min=0)
