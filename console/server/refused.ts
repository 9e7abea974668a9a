/** A request that is refused, with the status of the answer. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(
    readonly statusCode: 400 | 403 | 404 | 405 | 409 | 415,
    message: string,
  ) {
    super(message);
  }
}
