import { Option } from 'commander';
import { WEIGHT_DTYPES } from '../../core/ifd/weight-dtype.ts';

/** `--dtype`: what a model's matrices are multiplied in. */
export function createDtypeOption(): Option {
  return new Option(
    '--dtype <dtype>',
    'int8: faster on CPUs, not exact; f16: for GPUs; else which file of a folder with ready-made ONNX exports (default: the most precise)',
  ).choices(WEIGHT_DTYPES);
}
