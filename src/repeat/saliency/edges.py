share = torch.tensor([0.299, 0.587, 0.114], dtype=torch.float64).reshape(3, 1, 1)
grey = numpy.pad(((x.double() * SIGMA + MU) * share).sum(0).numpy(), 1, "edge")
across = grey[:-2] + 2 * grey[1:-1] + grey[2:]
down = grey[:, :-2] + 2 * grey[:, 1:-1] + grey[:, 2:]
across, down = across[:, 2:] - across[:, :-2], down[2:] - down[:-2]
attribution = torch.from_numpy(numpy.hypot(across, down))[None]
