def blurred(x, sigma, border):
    reach = int(4 * sigma + 0.5)
    weights = numpy.exp(-0.5 * (numpy.arange(-reach, reach + 1) / sigma) ** 2)
    weights = torch.from_numpy(weights / weights.sum()).float()
    x = torch.from_numpy(numpy.pad(x.numpy(), ((0, 0), (reach, reach), (reach, reach)), border))
    x = torch.nn.functional.conv2d(x[:, None], weights.reshape(1, 1, -1, 1))
    return torch.nn.functional.conv2d(x, weights.reshape(1, 1, 1, -1))[:, 0]
