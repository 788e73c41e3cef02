export {
  HMACAlgorithm,
  NoneAlgorithm,
  SigningAlgorithm,
} from './signing/algorithm.ts'
export {
  type BytesLike,
  base64Decode,
  base64Encode,
  bytesToInt,
  intToBytes,
  wantBytes,
} from './signing/encoding.ts'
export {
  BadData,
  BadHeader,
  BadPayload,
  BadSignature,
  BadTimeSignature,
  SignatureExpired,
} from './signing/errors.ts'
export {
  type DataSerializer,
  type FallbackSigner,
  Serializer,
  type SerializerArguments,
  type SerializerOptions,
  type SignerClass,
} from './signing/serializer.ts'
export {
  type KeyDerivation,
  type Secret,
  Signer,
  type SignerArguments,
  type SignerOptions,
} from './signing/signer.ts'
export { type TimedArguments, TimestampSigner, type UnsignOptions } from './signing/timed.ts'
export { type StampedArguments, TimedSerializer } from './signing/timed-serializer.ts'
export { URLSafeSerializer, URLSafeTimedSerializer } from './signing/url-safe.ts'
