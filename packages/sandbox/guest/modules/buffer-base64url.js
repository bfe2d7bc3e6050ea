// What the published Buffer lacks of today's: base64 for addresses (RFC 4648, section 5). Added to its text, so that it is there before
// it is frozen.
;((Buffer) => {
  const { from, isEncoding } = Buffer
  const { toString } = Buffer.prototype
  const isForAddresses = (encoding) => String(encoding).toLowerCase() === 'base64url'
  Buffer.from = (value, encoding, length) =>
    typeof value === 'string' && isForAddresses(encoding) ? from(value, 'base64') : from(value, encoding, length)
  Buffer.isEncoding = (encoding) => isForAddresses(encoding) || isEncoding(encoding)
  Buffer.prototype.toString = function (encoding, start, end) {
    if (!isForAddresses(encoding)) return toString.call(this, encoding, start, end)
    return toString.call(this, 'base64', start, end).replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_')
  }
})(exports.Buffer)
