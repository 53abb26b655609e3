<?php
/**
 * What is remembered beside a shopper's cart, in WooCommerce's own session.
 *
 * @package Sathi
 */

namespace Sathi;

defined( 'ABSPATH' ) || exit;

/** Keeps a few short texts as long as WooCommerce keeps the cart; sets no cookie but WooCommerce's. */
final class Cart_Memory {

	public const KEY = 'sathi';

	/** Gives a text, empty when none is kept. */
	public function recall( string $name ): string {
		$kept = WC()->session ? WC()->session->get( self::KEY ) : null;
		return is_array( $kept ) && is_string( $kept[ $name ] ?? null ) ? $kept[ $name ] : '';
	}

	/** Keeps a text; an empty one is forgotten. */
	public function keep( string $name, string $text ): void {
		if ( ! WC()->session || $this->recall( $name ) === $text ) {
			return;
		}
		$kept = array_filter( array( $name => $text ) + (array) WC()->session->get( self::KEY ) );
		WC()->session->set( self::KEY, $kept ?: null );
		if ( $kept && ! WC()->session->has_session() && ! headers_sent() ) {
			WC()->session->set_customer_session_cookie( true );
		}
	}

	/**
	 * Gives a parameter of the page's address, empty when it is absent or no text.
	 *
	 * A page with such a parameter is one shopper's own: no cache may hand it to the next.
	 */
	public static function read_parameter( string $name ): string {
		$given = $_GET[ $name ] ?? '';
		if ( is_admin() || ! is_string( $given ) || '' === $given ) {
			return '';
		}
		wc_maybe_define_constant( 'DONOTCACHEPAGE', true );
		nocache_headers();
		return wc_clean( wp_unslash( $given ) );
	}
}
