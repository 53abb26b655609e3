<?php
/**
 * The test of the connection: does Sathi answer, does it know the shop, does the secret fit?
 *
 * @package Sathi
 */

namespace Sathi;

defined( 'ABSPATH' ) || exit;

/** Asks Sathi as WooCommerce itself will, by the same "safe" requests: what fails here fails there. */
final class Connection {

	public const TOPIC = 'action.sathi_test';

	private const TIMEOUT_S = 10;

	public function __construct( private readonly Settings $settings ) {}

	/** Gives what the test found: whether all is well, and one sentence for the merchant. */
	public function test(): array {
		$found = $this->settings->is_complete() ? $this->ask_for_shop() ?? $this->try_secret() : 'incomplete';
		return array(
			'is_well'  => 'well' === $found,
			'sentence' => $this->say( $found ),
		);
	}

	private function ask_for_shop(): ?string {
		$answer = wp_safe_remote_get( "{$this->settings->address}/c/{$this->settings->key}/en", self::manners() );
		if ( is_wp_error( $answer ) ) {
			return 'silent';
		}
		$status = (int) wp_remote_retrieve_response_code( $answer );
		$body   = json_decode( wp_remote_retrieve_body( $answer ), true );
		if ( 200 === $status ) {
			return is_array( $body ) && isset( $body['shop'], $body['live'] ) ? null : 'stranger';
		}
		$type = (string) wp_remote_retrieve_header( $answer, 'content-type' );
		return 404 === $status && str_starts_with( $type, 'application/problem+json' ) ? 'no_shop' : 'stranger';
	}

	private function try_secret(): string {
		$body    = (string) wp_json_encode( array( 'action' => 'sathi_test', 'arg' => '' ) );
		$secret  = wp_specialchars_decode( $this->settings->secret, ENT_QUOTES );
		$headers = array(
			'Content-Type'           => 'application/json',
			'X-WC-Webhook-Source'    => home_url( '/' ),
			'X-WC-Webhook-Topic'     => self::TOPIC,
			// The signature of WooCommerce's webhooks is base64 by definition.
			'X-WC-Webhook-Signature' => base64_encode( hash_hmac( 'sha256', $body, $secret, true ) ),
		);
		$request = self::manners() + compact( 'body', 'headers' );
		$answer  = wp_safe_remote_post( $this->settings->delivery_address(), $request );
		if ( is_wp_error( $answer ) ) {
			return 'silent';
		}
		return match ( (int) wp_remote_retrieve_response_code( $answer ) ) {
			200     => 'well',
			401     => 'secret',
			default => 'unwell',
		};
	}

	private static function manners(): array {
		return array(
			'timeout'     => self::TIMEOUT_S,
			'redirection' => 0,
		);
	}

	private function say( string $found ): string {
		$address = $this->settings->address;
		return match ( $found ) {
			'well'       => __( 'All is well: Sathi answers, knows this shop, and the secret fits.', 'sathi' ),
			'incomplete' => __( 'Something is missing: fill in the address, the shop key and the secret, and save.', 'sathi' ),
			/* translators: %s: the address of the Sathi server. */
			'silent'     => sprintf( __( 'Nothing answers at %s: compare the address, and see that Sathi runs and can be reached from this server.', 'sathi' ), $address ),
			/* translators: %s: the address of the Sathi server. */
			'stranger'   => sprintf( __( 'What answers at %s is not Sathi: compare the address with the one in your script tag.', 'sathi' ), $address ),
			'no_shop'    => __( 'Sathi answers, but knows no shop with this key: compare the key.', 'sathi' ),
			'secret'     => __( 'Sathi knows the shop, but the secret does not fit: copy the WooCommerce secret again.', 'sathi' ),
			'unwell'     => __( 'Sathi knows the shop, but could not take the trial order: look into its log, then test again.', 'sathi' ),
		};
	}
}
