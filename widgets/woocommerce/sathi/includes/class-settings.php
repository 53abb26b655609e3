<?php
/**
 * What the merchant told the plugin: where Sathi is, which shop this is, and the secret between them.
 *
 * @package Sathi
 */

namespace Sathi;

defined( 'ABSPATH' ) || exit;

/** The settings as they are saved; whatever could not be true is empty. */
final class Settings {

	public const OPTION = 'sathi_settings';
	public const SECRET = 'sathi_secret';

	private const MOST_SECRET = 200;

	private function __construct(
		public readonly string $address,
		public readonly string $key,
		public readonly string $secret,
		public readonly bool $footer,
	) {}

	/** Gives the settings; another plugin may have written into the options, so they are cleaned again. */
	public static function load(): self {
		$saved  = (array) get_option( self::OPTION, array() );
		$secret = get_option( self::SECRET, '' );
		return new self(
			self::clean_address( self::text( $saved, 'address' ) ),
			self::clean_key( self::text( $saved, 'key' ) ),
			is_string( $secret ) ? $secret : '',
			! empty( $saved['footer'] )
		);
	}

	/**
	 * Keeps what the merchant typed; an empty secret leaves the one that is kept, since no screen shows it.
	 *
	 * @param array $typed The unslashed fields of the form: address, key, secret, footer.
	 */
	public static function save( array $typed ): void {
		$settings = array(
			'address' => self::clean_address( self::text( $typed, 'address' ) ),
			'key'     => self::clean_key( self::text( $typed, 'key' ) ),
			'footer'  => ! empty( $typed['footer'] ),
		);
		update_option( self::OPTION, $settings );
		$secret = self::clean_secret( self::text( $typed, 'secret' ) );
		if ( '' !== $secret ) {
			update_option( self::SECRET, $secret, false );
		}
	}

	/** Says whether the pages can carry Sathi: address and key are known. */
	public function has_shop(): bool {
		return '' !== $this->address && '' !== $this->key;
	}

	/** Says whether orders can be told too. */
	public function is_complete(): bool {
		return $this->has_shop() && '' !== $this->secret;
	}

	/** Gives the address to which WooCommerce delivers its webhooks. */
	public function delivery_address(): string {
		return "{$this->address}/webhooks/{$this->key}/woocommerce";
	}

	/** Gives the address of the shop's referral page on Sathi, in the language of this page. */
	public function page_address(): string {
		return "{$this->address}/p/{$this->key}?lang=" . rawurlencode( self::language() );
	}

	/** Gives the language of the page that is being made, as HTML writes it: bn-BD. */
	public static function language(): string {
		return get_bloginfo( 'language' );
	}

	private static function text( array $fields, string $name ): string {
		return isset( $fields[ $name ] ) && is_string( $fields[ $name ] ) ? trim( $fields[ $name ] ) : '';
	}

	private static function clean_address( string $typed ): string {
		$full  = '' === $typed || preg_match( '#\A[a-z]+:(?!\d)#i', $typed ) ? $typed : "https://$typed";
		$parts = wp_parse_url( esc_url_raw( $full, array( 'https', 'http' ) ) );
		if ( ! is_array( $parts ) || empty( $parts['scheme'] ) || empty( $parts['host'] ) || isset( $parts['user'] ) ) {
			return '';
		}
		$port = isset( $parts['port'] ) ? ":{$parts['port']}" : '';
		return "{$parts['scheme']}://{$parts['host']}$port" . rtrim( $parts['path'] ?? '', '/' );
	}

	private static function clean_key( string $typed ): string {
		return preg_match( '/\A[A-Za-z0-9_-]{1,64}\z/', $typed ) ? $typed : '';
	}

	private static function clean_secret( string $typed ): string {
		return ! preg_match( '/[\x00-\x1F\x7F]/', $typed ) && strlen( $typed ) <= self::MOST_SECRET ? $typed : '';
	}
}
