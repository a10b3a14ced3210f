// What the routes share.
import { createHash, randomBytes } from 'node:crypto';

export const sha256 = (text) => createHash('sha256').update(text).digest();

export const secret = (prefix = '') => prefix + randomBytes(32).toString('base64url');

export function uuid7() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes;
}

export function uuidText(bytes) {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

// START TRANSACTION, work(connection), COMMIT; ROLLBACK when it throws or answers null.
export async function inTransaction(pool, work) {
  const connection = await pool.getConnection();
  try {
    await connection.beginTransaction();
    const result = await work(connection);
    await (result === null ? connection.rollback() : connection.commit());
    return result;
  } catch (error) {
    await connection.rollback();
    throw error;
  } finally {
    connection.release();
  }
}
