"""The real tier: real servers, five services of two replicas each, links that can be cut, and what must hold afterwards."""
