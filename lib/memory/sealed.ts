import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const IV = 12;
const TAG = 16;

/**
 * What something is remembered under, made of all that it depends on. Findings hold values of manifests: they are put
 * away so that only who has these manifests can read them, and neither the id nor anything else in the memory says them.
 */
export class Key {
  /** 32 hexadecimal digits. */
  readonly id: string;

  /** @param digest of all that it depends on */
  constructor(private readonly digest: string) {
    this.id = hash('sha256', `id ${digest}`, 'hex').slice(0, 32);
  }

  /** Nothing is sealed under most. */
  private get secret(): Buffer {
    return hash('sha256', `secret ${this.digest}`, 'buffer');
  }

  /** A value of JSON. */
  seal(value: unknown): Buffer {
    const iv = randomBytes(IV);
    const cipher = createCipheriv(CIPHER, this.secret, iv);
    return Buffer.concat([iv, cipher.update(JSON.stringify(value), 'utf8'), cipher.final(), cipher.getAuthTag()]);
  }

  /** The value that was sealed; undefined for anything else. */
  unseal(sealed: Buffer): unknown {
    try {
      const end = sealed.length - TAG;
      const decipher = createDecipheriv(CIPHER, this.secret, sealed.subarray(0, IV), { authTagLength: TAG });
      decipher.setAuthTag(sealed.subarray(end));
      const text = Buffer.concat([decipher.update(sealed.subarray(IV, end)), decipher.final()]).toString('utf8');
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }
}
