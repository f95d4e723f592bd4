from .run import ChainRun
from .run_step import RunStep
from .template import ChainStep, ChainTemplate, StepBranch

__all__ = ["ChainRun", "ChainStep", "ChainTemplate", "RunStep", "StepBranch"]
