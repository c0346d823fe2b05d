import { Option } from 'commander';
import { WEIGHT_DTYPES } from '../core/ifd/weight-dtype.ts';

/** `--dtype`: which file of a ready-made ONNX export to take. */
export function createDtypeOption(): Option {
  return new Option(
    '--dtype <dtype>',
    'which file of a folder with ready-made ONNX exports (default: the most precise there is)',
  ).choices(WEIGHT_DTYPES);
}
