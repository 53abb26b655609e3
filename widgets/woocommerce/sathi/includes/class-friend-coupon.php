<?php
/**
 * A friend's coupon that came with a link: it waits until the cart qualifies.
 *
 * @package Sathi
 */

namespace Sathi;

use WC_Cart;
use WC_Coupon;
use WC_Discounts;

defined( 'ABSPATH' ) || exit;

/** Takes `?apply_coupon=CODE`, tries it whenever the cart changes, and forgets it once applied or of no use. */
final class Friend_Coupon {

	private const PARAMETER = 'apply_coupon';
	private const CODE      = 'coupon';
	private const TOLD      = 'coupon_told';
	private const MOST      = 64;

	public function __construct( private readonly Cart_Memory $memory ) {}

	/** Takes its hooks; the cart's sums are right only after they were calculated. */
	public function start(): void {
		add_action( 'wp_loaded', array( $this, 'take' ), 30 );
		add_action( 'woocommerce_after_calculate_totals', array( $this, 'try_on' ) );
	}

	/** Keeps the code of the address, and tries it on the cart as it is. */
	public function take(): void {
		$code = wc_format_coupon_code( Cart_Memory::read_parameter( self::PARAMETER ) );
		if ( '' === $code || strlen( $code ) > self::MOST || ! wc_coupons_enabled() ) {
			return;
		}
		$this->memory->keep( self::TOLD, '' );
		$this->memory->keep( self::CODE, $code );
		if ( WC()->cart ) {
			$this->try_on( WC()->cart );
		}
	}

	/** Applies the waiting coupon if the cart qualifies by now, and otherwise says once what it waits for. */
	public function try_on( WC_Cart $cart ): void {
		$code = $this->memory->recall( self::CODE );
		if ( '' === $code || $cart->is_empty() ) {
			return;
		}
		$coupon = new WC_Coupon( $code );
		$fits   = $cart->has_discount( $code ) ? true : ( new WC_Discounts( $cart ) )->is_coupon_valid( $coupon );
		if ( true === $fits || self::is_useless( $coupon ) ) {
			// Forgotten first: applying it calculates the cart once more, which leads back to here.
			$this->memory->keep( self::CODE, '' );
		}
		if ( is_wp_error( $fits ) ) {
			$this->say_once( $code, $fits->get_error_message() );
		} elseif ( ! $cart->has_discount( $code ) ) {
			$cart->apply_coupon( $code );
		}
	}

	// A notice, not an error: the block checkout takes an error for a reason to refuse the order.
	private function say_once( string $code, string $sentence ): void {
		if ( $this->memory->recall( self::TOLD ) !== $code ) {
			$this->memory->keep( self::TOLD, $code );
			wc_add_notice( $sentence, 'notice' );
		}
	}

	private static function is_useless( WC_Coupon $coupon ): bool {
		$expires    = $coupon->get_date_expires();
		$is_expired = $expires && $expires->getTimestamp() < time();
		$limit      = (int) $coupon->get_usage_limit();
		$is_used_up = $limit > 0 && (int) $coupon->get_usage_count() >= $limit;
		return ! $coupon->get_id() && ! $coupon->get_virtual() || $is_expired || $is_used_up;
	}
}
