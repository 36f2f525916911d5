attribution = sum(found) / len(found)
